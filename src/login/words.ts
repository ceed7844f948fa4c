import { MORE_WORDS } from './moreWords.ts'

/**
 * What a button, label or name can mean to the user.
 * `approve` always means consent; `proceed` only does on a page that asks something; `negation` turns an `approve` round.
 */
export type Meaning =
  | 'approve'
  | 'proceed'
  | 'deny'
  | 'negation'
  | 'skip'
  | 'login'
  | 'username'
  | 'password'
  | 'register'
  | 'otherWay'
  | 'search'
  | 'language'
  | 'newsletter'
  | 'cookie'
  | 'captcha'
  | 'oneTimeCode'
  | 'chooser'
  | 'error'
  | 'waiting'

type Language = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'nl' | 'it'

/**
 * Phrases per meaning and language, separated by `|`, as `fold` leaves them: lower case, no accents, no punctuation.
 * Further languages are in `MORE_WORDS`.
 */
const TABLE: Readonly<Record<Meaning, Partial<Record<Language, string>>>> = {
  approve: {
    en: 'allow|agree|accept|authorize|authorise|approve|grant|consent|permit|confirm|give access',
    de: 'zulassen|erlauben|zustimmen|ich stimme zu|akzeptieren|genehmigen|autorisieren|einwilligen|einverstanden|freigeben|bestatigen|zugriff gewahren',
    fr: 'autoriser|accepter|approuver|consentir|j accepte|j autorise|permettre|confirmer|valider|donner acces',
    es: 'permitir|aceptar|acepto|autorizar|autorizo|aprobar|conceder|confirmar|consentir|estoy de acuerdo|dar acceso',
    pt: 'permitir|aceitar|aceito|autorizar|autorizo|aprovar|conceder|concordar|concordo|confirmar|consentir',
    nl: 'toestaan|toestemmen|toestemming geven|accepteren|akkoord|goedkeuren|machtigen|instemmen|bevestigen',
    it: 'consenti|acconsenti|acconsento|accetta|accetto|autorizza|autorizzo|approva|approvo|concedi|permetti|conferma|confermo',
  },
  proceed: {
    en: 'continue|next|proceed|ok|okay|yes|submit|send|finish|done',
    de: 'weiter|fortfahren|fortsetzen|ja|absenden|senden',
    fr: 'continuer|suivant|poursuivre|oui|envoyer',
    es: 'continuar|siguiente|si|enviar',
    pt: 'continuar|seguinte|avancar|prosseguir|sim|enviar',
    nl: 'doorgaan|verder|volgende|ja|verzenden',
    it: 'continua|avanti|procedi|prosegui|si|invia',
  },
  deny: {
    en: 'cancel|deny|decline|reject|refuse|disagree|disallow|abort',
    de: 'abbrechen|ablehnen|verweigern|abweisen|zuruckweisen',
    fr: 'annuler|refuser|rejeter|decliner|interdire',
    es: 'cancelar|denegar|rechazar|negar',
    pt: 'cancelar|negar|recusar|rejeitar',
    nl: 'annuleren|weigeren|afwijzen',
    it: 'annulla|nega|rifiuta|respingi',
  },
  negation: {
    en: 'no|not|don t|dont|do not|never',
    de: 'nein|nicht',
    fr: 'non|ne pas',
    es: 'no',
    pt: 'nao',
    nl: 'nee|niet',
    it: 'no|non',
  },
  skip: {
    en: 'skip|skip for now|not now|later|maybe later|remind me later',
    de: 'uberspringen|jetzt nicht|spater|spater erinnern',
    fr: 'ignorer|pas maintenant|plus tard',
    es: 'omitir|ahora no|mas tarde',
    pt: 'ignorar|agora nao|mais tarde',
    nl: 'overslaan|niet nu|later',
    it: 'salta|non ora|piu tardi',
  },
  login: {
    en: 'sign in|signin|sign on|signon|log in|login|log on|logon|authenticate|enter',
    de: 'anmelden|anmeldung|einloggen',
    fr: 'se connecter|connexion|s identifier|identification|connectez vous|me connecter',
    es: 'iniciar sesion|inicio de sesion|acceder|entrar|ingresar|identificarse',
    pt: 'entrar|iniciar sessao|acessar|aceder|fazer login',
    nl: 'inloggen|aanmelden',
    it: 'accedi|accesso|entra',
  },
  username: {
    en: 'user|username|user name|user id|userid|login|login name|logon|email|e mail|mail|account|account name|identifier|customer number|customer id|uid|id',
    de: 'benutzer|benutzername|nutzername|nutzerkennung|benutzerkennung|anmeldename|kennung|kundennummer|e mail adresse|zugangsnummer',
    fr: 'utilisateur|nom d utilisateur|identifiant|adresse e mail|courriel|numero client|compte',
    es: 'usuario|nombre de usuario|correo|correo electronico|identificador|numero de cliente|cuenta|dni|nie|rut',
    pt: 'utilizador|usuario|nome de usuario|nome de utilizador|correio|identificador|numero de cliente|conta|cpf|cnpj|nif',
    nl: 'gebruiker|gebruikersnaam|e mailadres|klantnummer|inlognaam',
    it: 'utente|nome utente|posta elettronica|indirizzo e mail|codice cliente|identificativo',
  },
  password: {
    en: 'password',
    de: 'passwort|kennwort',
    fr: 'mot de passe',
    es: 'contrasena',
    pt: 'senha|palavra passe',
    nl: 'wachtwoord',
  },
  register: {
    en: 'register|registration|sign up|signup|create account|create an account|join|new customer|reset|forgot|change password|new password',
    de: 'registrieren|registrierung|konto erstellen|neues konto|zurucksetzen|vergessen|neues passwort',
    fr: 'inscription|s inscrire|creer un compte|oublie|reinitialiser|nouveau mot de passe',
    es: 'registrarse|registro|crear cuenta|crear una cuenta|olvidado|restablecer',
    pt: 'registar|registrar|cadastro|cadastrar|criar conta|esqueceu|redefinir',
    nl: 'registreren|account aanmaken|vergeten|nieuw wachtwoord',
    it: 'registrati|registrazione|crea account|dimenticata|reimposta',
  },
  otherWay: {
    en: 'google|facebook|apple|microsoft|github|linkedin|passkey|security key|sso|another way|other way|another account|different account|use a different|not you|switch user|switch account|log out|logout|sign out|help|learn more|privacy|terms|imprint|show password|resend|back|edit|print|close|home|homepage|contact|support|retry|try again|details',
    de: 'anderes konto|andere methode|abmelden|hilfe|mehr erfahren|datenschutz|impressum|passwort anzeigen|zuruck|schliessen|startseite|kontakt|erneut versuchen',
    fr: 'autre compte|autre methode|deconnexion|se deconnecter|aide|en savoir plus|confidentialite|mentions legales|retour|fermer|accueil|contactez|reessayer',
    es: 'otra cuenta|otra forma|cerrar sesion|ayuda|mas informacion|privacidad|volver|cerrar|inicio|contacto|reintentar',
    pt: 'outra conta|outra forma|terminar sessao|sair|ajuda|saiba mais|privacidade|voltar|fechar|inicio|contacto|tentar novamente',
    nl: 'ander account|andere manier|afmelden|uitloggen|hulp|meer informatie|privacy|terug|sluiten|startpagina|opnieuw proberen',
    it: 'altro account|altro metodo|esci|disconnetti|aiuto|scopri di piu|privacy|indietro|chiudi|contatti|riprova',
  },
  search: {
    en: 'search|query|q',
    de: 'suche|suchen',
    fr: 'recherche|rechercher',
    es: 'buscar|busqueda',
    pt: 'pesquisar|pesquisa|busca',
    nl: 'zoeken|zoek',
    it: 'cerca|ricerca',
  },
  language: {
    en: 'language|languages|lang|locale|ui locales|kc locale|select language|choose language',
    de: 'sprache',
    fr: 'langue',
    es: 'idioma',
    pt: 'lingua',
    nl: 'taal',
    it: 'lingua',
  },
  newsletter: {
    en: 'newsletter|subscribe|mailing list|feedback|contact us|contact form|comment|chat|report a problem',
    de: 'abonnieren|kontaktformular|ruckmeldung',
    fr: 's abonner|abonnez vous|infolettre',
    es: 'suscribirse|suscribete|boletin',
    pt: 'subscrever|inscreva se|assinar',
    nl: 'abonneren|nieuwsbrief',
    it: 'iscriviti',
  },
  cookie: { en: 'cookie|cookies|gdpr|cookieconsent|onetrust|tracking' },
  captcha: {
    en: 'captcha|recaptcha|hcaptcha|turnstile|not a robot|characters you see|security check|are you human|verify you are human',
    de: 'kein roboter|sicherheitsabfrage',
    fr: 'pas un robot',
    es: 'no soy un robot',
    pt: 'nao sou um robo',
    nl: 'geen robot',
    it: 'non sono un robot',
  },
  oneTimeCode: {
    en: 'otp|one time|verification code|security code|authenticator|sms code|passcode|totp|two factor|2fa|mfa|tan',
    de: 'bestatigungscode|einmalcode|einmalkennwort|sicherheitscode',
    fr: 'code de verification|code a usage unique',
    es: 'codigo de verificacion|codigo de seguridad',
    pt: 'codigo de verificacao|codigo de seguranca',
    nl: 'verificatiecode|beveiligingscode',
    it: 'codice di verifica|codice di sicurezza',
  },
  chooser: {
    en: 'choose an account|select an account|pick an account|choose account|select account|account selection',
    de: 'konto auswahlen|konto wahlen',
    fr: 'choisir un compte|selectionnez un compte',
    es: 'elegir una cuenta|seleccionar una cuenta|elige una cuenta',
    pt: 'escolha uma conta|selecionar conta',
    nl: 'kies een account',
    it: 'scegli un account|seleziona un account',
  },
  error: {
    en: 'error|oops|something went wrong|went wrong|failed|failure|forbidden|bad request|not found|unavailable|invalid|denied|rejected|problem|expired|unable to|could not|cannot',
    de: 'fehler|ungultig|fehlgeschlagen|abgelaufen|nicht moglich',
    fr: 'erreur|invalide|echec|expire',
    es: 'error|no valido|invalido|fallo|caducado',
    pt: 'erro|invalido|falha|expirado',
    nl: 'fout|ongeldig|mislukt|verlopen',
    it: 'errore|non valido|fallito|scaduto',
  },
  waiting: {
    en: 'loading|please wait|redirecting|one moment|signing in|just a moment',
    de: 'wird geladen|bitte warten|weiterleitung',
    fr: 'chargement|veuillez patienter|redirection',
    es: 'cargando|espere',
    pt: 'a carregar|carregando|aguarde',
    nl: 'laden|even geduld',
    it: 'caricamento|attendere',
  },
}

/** Scripts that are written without blanks between words, and Korean, whose endings stick to them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** A phrase as it is looked for: between blanks, so that only whole words are found, where words stand apart. */
const sought = (phrase: string): string => (UNSPACED.test(phrase) ? fold(phrase) : ` ${fold(phrase)} `)

const PHRASES = new Map<Meaning, readonly string[]>(
  (Object.entries(TABLE) as [Meaning, Partial<Record<Language, string>>][]).map(([meaning, byLanguage]) => {
    const more = Object.values(MORE_WORDS).map((words) => words[meaning])
    const lists = [...Object.values(byLanguage), ...more].filter((list) => list !== undefined)
    return [meaning, lists.flatMap((list) => list.split('|').map(sought))]
  }),
)

/** What was said before: the pages of a run are a few, seen hundreds of times. */
const SAID = new Map<string, 0 | 1 | 2>()
const MOST_SAID = 2000
/** A label or a name; longer texts are seldom the same twice. */
const SHORT = 100

/**
 * Text as it is compared: no accents, lower case, only letters and digits, words apart by one blank.
 * @example fold('Benutzer-Name: ') // 'benutzer name'
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/**
 * How far a text has a meaning: 2 the text is wholly one of the phrases, 1 it contains one as whole words, 0 neither.
 * `camelCase` is read both ways: names of fields are often written so, product names too.
 * @param text anything a user reads or a name in the page; folded here
 */
export function says(text: string, meaning: Meaning): 0 | 1 | 2 {
  if (text === '') return 0
  if (text.length > SHORT) return hear(text, meaning)
  const key = `${meaning} ${text}`
  const before = SAID.get(key)
  if (before !== undefined) return before
  const heard = hear(text, meaning)
  if (SAID.size < MOST_SAID) SAID.set(key, heard)
  return heard
}

function hear(text: string, meaning: Meaning): 0 | 1 | 2 {
  const phrases = PHRASES.get(meaning) ?? []
  const apart = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  const readings = (apart === text ? [text] : [text, apart]).map((reading) => ` ${fold(reading)} `)
  if (readings.some((reading) => phrases.includes(reading) || phrases.includes(reading.trim()))) return 2
  return readings.some((reading) => phrases.some((phrase) => reading.includes(phrase))) ? 1 : 0
}
