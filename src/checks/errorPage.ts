import type { PageFacts } from '../login/types.ts'
import { judgeFailure, outcome, type StepOutcome } from './stepOutcome.ts'

/** Codes that may stand on an error page: RFC 6749, RFC 9101, RFC 9126, RFC 9449, OpenID Connect Core. */
const CODES: readonly string[] = [
  ...['invalid_request_uri', 'invalid_request_object', 'invalid_request', 'unauthorized_client', 'invalid_client'],
  ...['access_denied', 'unsupported_response_type', 'unsupported_response_mode', 'invalid_scope', 'server_error'],
  ...['temporarily_unavailable', 'invalid_redirect_uri', 'invalid_dpop_proof', 'login_required', 'consent_required'],
  ...['interaction_required', 'account_selection_required', 'request_not_supported', 'request_uri_not_supported'],
  ...['registration_not_supported', 'invalid_grant', 'unmet_authentication_requirements'],
]
const CODE_ON_PAGE = new RegExp(`\\b(${CODES.join('|')})\\b`)

/** Words by which a page without any form says no, in the languages that the login drivers know. */
const READS_LIKE_ERROR = new RegExp(
  [
    'error|invalid|denied|failed|failure|expired|unknown|unauthori[sz]ed|forbidden|missing|wrong|rejected|refused|oops|problem|trouble',
    'not (?:allowed|valid|found|known|permitted|supported|authori[sz]ed)|bad request|unable to|could not|cannot|sorry',
    'fehler|ungültig|abgelehnt|abgelaufen|verweigert|erreur|invalide|refusé|expiré|interdit|inválid|denegad|expirad|caducad',
    'negado|\\berro\\b|errado|recusad|\\bfout\\b|ongeldig|verlopen|geweigerd|errore|non valid|scadut|negat|rifiutat',
    'chyb|neplatn|vypršel|fejl|ugyldig|udløbet|\\bfeil|utløpt|\\bfel\\b|ogiltig|misslyck|mislyk|virhe|epäonnist|vanhentun',
    'błąd|błęd|nieprawidłow|wygas|\\bhiba|érvénytelen|lejárt|eroare|nevalid|geçersiz|\\bhata\\b|süresi doldu|σφάλμα|μη έγκυρ',
    'ошибк|неверн|недейств|помилк|недійсн|не удалось|не вдалося|שגיאה|לא תקי|נכשל|خطأ|غير صالح|فشل|تعذر',
    'エラー|無効|不正|失敗|期限切れ|正しくありません|错误|錯誤|出错|无效|無效|失败|失敗|过期|過期|오류|잘못|유효하지|만료',
  ].join('|'),
  'iu',
)

/**
 * Judges the page on which a visit ended, by rule instead of by a reviewer: an error status, or no form and a text
 * that says no, is a refusal; a crash or anything else is not. A page with status 500 that names an OAuth error is no crash.
 */
export function judgeErrorPage(page: PageFacts): StepOutcome {
  const text = `${page.title} ${page.text}`
  // Whoever names the OAuth error has understood the request, whatever status the page has; no RFC gives it one.
  const failed = page.status === 500 && CODE_ON_PAGE.test(text) ? null : judgeFailure('authorize', page.status)
  if (failed !== null) return failed
  // A form on a page that calls itself an error leads away from it: home, back, to the support.
  const asks = page.hasPasswordField || (page.hasForm && page.saysError !== true)
  if (page.status >= 400 || (!asks && READS_LIKE_ERROR.test(text))) {
    const code = CODE_ON_PAGE.exec(text)?.[1] ?? null
    const named = code === null ? '' : ` that names "${code}"`
    return outcome('refused', page.status, `error page with status ${page.status}${named}`, {
      code,
      form: 'error-page',
    })
  }
  const what = `the visit ended on a page with status ${page.status} that is neither an error nor a response`
  return outcome('unclear', page.status, what, { attributed: 'config' })
}
