import type { Shape } from './shape.ts'

/** What the readers of a run folder rely on. */

const finding: Shape = {
  members: { requirement: 'string', level: 'string', ok: 'boolean', expected: 'string', observed: 'string' },
}

export const caseShape: Shape = {
  members: {
    id: 'string',
    variant: 'string',
    title: 'string',
    refs: { list: 'string' },
    verdict: 'string',
    reason: 'string',
    attributed: 'string?',
    step: 'string?',
    startMs: 'number',
    durationMs: 'number',
    exchanges: { list: 'string' },
    control: 'string?',
    findings: { list: finding },
  },
}

export const runFactsShape: Shape = {
  members: {
    id: 'string',
    startedAt: 'string',
    tool: { members: { name: 'string', version: 'string' } },
    profile: { members: { id: 'string', digest: 'string' } },
    target: { members: { id: 'string', issuer: 'string' } },
    organisation: 'string',
    application: 'string',
    environment: 'string',
    suiteDigest: 'string',
    targetDigest: 'string',
    selection: { members: { only: { list: 'string' }, slow: 'boolean', omitted: 'number' } },
    accommodations: { list: { members: { name: 'string', reason: 'string', origin: 'string' } } },
  },
}

export const runShape: Shape = {
  members: {
    schemaVersion: 'number',
    run: runFactsShape,
    result: 'string',
    summary: { members: { pass: 'number', warn: 'number', fail: 'number', skip: 'number', incomplete: 'number' } },
    cases: { list: caseShape },
  },
}

export const suiteShape: Shape = {
  members: {
    schemaVersion: 'number',
    digest: 'string',
    requirements: {
      list: {
        members: {
          id: 'string',
          spec: 'string',
          clause: 'string',
          url: 'string?',
          level: 'string',
          text: 'string',
          attackers: { list: { members: { id: 'string', text: 'string' } } },
        },
      },
    },
    cases: {
      list: {
        members: {
          id: 'string',
          title: 'string',
          refs: { list: 'string' },
          at: { list: 'object' },
          mutate: 'object?',
          fix: 'string?',
          source: 'object',
        },
      },
    },
  },
}

const nameValues: Shape = { list: { members: { name: 'string', value: 'string' } } }

export const harShape: Shape = {
  members: {
    log: {
      members: {
        _certificates: { map: 'object' },
        entries: {
          list: {
            members: {
              startedDateTime: 'string',
              time: 'number',
              _id: 'string',
              _case: { members: { id: 'string', step: 'string', variant: 'string?' } },
              _tls: 'object?',
              _wireError: 'object?',
              request: { members: { method: 'string', url: 'string', headers: nameValues } },
              response: {
                members: {
                  status: 'number',
                  headers: nameValues,
                  content: { members: { text: 'string' } },
                  bodySize: 'number',
                  _truncated: 'boolean',
                },
              },
            },
          },
        },
      },
    },
  },
}

export const exchangeShape: Shape = {
  members: {
    id: 'string',
    label: { members: { caseId: 'string', step: 'string' } },
    request: { members: { method: 'string', url: 'string', headers: { list: { list: 'string' } }, body: 'string?' } },
    response: 'object?',
    error: 'object?',
    tls: 'object?',
    timing: 'object',
  },
}

export const screenshotsShape: Shape = {
  list: { members: { file: 'string', caseId: 'string', variant: 'string', step: 'string' } },
}
