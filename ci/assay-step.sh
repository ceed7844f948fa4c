#!/usr/bin/env bash
# Runs one assay command with the inputs of a pipeline, given as environment variables ASSAY_*. Every input becomes one argument
# ("--name=value"): nothing of it is ever read by the shell as text of a script.
set -uo pipefail

command="${ASSAY_COMMAND:-gate}"
case "$command" in
  run) options=(profile target out record sign observed-by commit baseline concurrency) flags=(no-slow) ;;
  gate) options=(record organisation application environment profile evidence) flags=(strict record-only) ;;
  verify) options=(key max-age profile) flags=() ;;
  *)
    printf 'assay: input "command": run, gate or verify expected, "%s" seen\n' "$command" >&2
    exit 2
    ;;
esac

arguments=("$command")
# The value of an input: "observed-by" stands in ASSAY_OBSERVED_BY.
value_of() {
  local name="ASSAY_${1//-/_}"
  name="${name^^}"
  printf '%s' "${!name-}"
}
for option in "${options[@]}"; do
  value="$(value_of "$option"; printf x)"
  value="${value%x}"
  [ -z "$value" ] || arguments+=("--$option=$value")
done
for flag in ${flags[@]+"${flags[@]}"}; do
  [ "$(value_of "$flag")" != true ] || arguments+=("--$flag")
done
[ "$command" != verify ] || arguments+=(-- "${ASSAY_FOLDER-}")

if [ -n "${ASSAY_BIN-}" ]; then
  "$ASSAY_BIN" "${arguments[@]}"
else
  node "$(dirname "${BASH_SOURCE[0]}")/../src/cli/main.ts" "${arguments[@]}"
fi
code=$?

case "$code" in
  0) answer=yes ;;
  1) answer=no ;;
  *) answer=unknown ;;
esac
# Only words of this script's own: what a server or a record says could hold a line break and so another output.
[ -z "${GITHUB_OUTPUT-}" ] || printf 'exit-code=%s\nanswer=%s\n' "$code" "$answer" >>"$GITHUB_OUTPUT"
exit "$code"
