export { createSupersetEmulator } from './create-superset-emulator.ts';
export type { DataRow } from './emulator-state.ts';
export type { SupersetFault } from './faults.ts';
export type {
  EmulatedGroup,
  EmulatedRole,
  EmulatedUser,
  RecordedRequest,
  SupersetEmulator,
  SupersetEmulatorOptions,
} from './superset-emulator.ts';
export type { EmulatedVersion } from './version-traits.ts';
