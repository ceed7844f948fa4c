import type { Command } from 'commander'
import type { Context } from './context.ts'
import { addStatusDeliver } from './statusDeliver.ts'
import { addStatusExport, addStatusList, addStatusShow, addStatusVerify } from './statusRead.ts'
import { addStatusCutover, addStatusOperatorKeys, addStatusReceiver } from './statusStore.ts'
import { addStatusCredential, addStatusNote, addStatusRecord, addStatusRegister, addStatusSet } from './statusWrite.ts'

const COMMANDS: readonly ((status: Command, context: Context) => void)[] = [
  addStatusList,
  addStatusShow,
  addStatusRegister,
  addStatusCredential,
  addStatusRecord,
  addStatusNote,
  addStatusSet,
  addStatusCutover,
  addStatusOperatorKeys,
  addStatusReceiver,
  addStatusDeliver,
  addStatusExport,
  addStatusVerify,
]

/** `assay status`: the onboarding status of every application, from registration to offboarding. */
export function addStatusCommand(program: Command, context: Context): void {
  const status = program
    .command('status')
    .description('keep and show the onboarding status of applications, from registration to offboarding')
  for (const add of COMMANDS) add(status, context)
  for (const command of status.commands) {
    command.copyInheritedSettings(program)
    command.helpOption('-h, --help', 'show help')
  }
}
