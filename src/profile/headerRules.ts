import type { HeaderRule, HeaderRules } from './types.ts'

type RuleYaml = string | { readonly matches: string } | { readonly has: string }

const words: Readonly<Record<string, HeaderRule>> = {
  echoed: { kind: 'echoed' },
  present: { kind: 'present' },
  absent: { kind: 'absent' },
}

function ruleOf(yaml: RuleYaml): HeaderRule {
  if (typeof yaml === 'string') return words[yaml] ?? { kind: 'is', value: yaml }
  return 'has' in yaml ? { kind: 'has', value: yaml.has } : { kind: 'matches', pattern: yaml.matches }
}

/** Rules as written laid over other ones; `any` drops one. */
export function overlayRules(base: HeaderRules, own: Readonly<Record<string, RuleYaml>> = {}): HeaderRules {
  const rules: Record<string, HeaderRule> = { ...base }
  for (const [name, yaml] of Object.entries(own)) {
    if (yaml === 'any') delete rules[name.toLowerCase()]
    else rules[name.toLowerCase()] = ruleOf(yaml)
  }
  return rules
}
