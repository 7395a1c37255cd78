export { createSupersetEmulator } from './create-superset-emulator.ts';
export type { SupersetFault } from './faults.ts';
export type { DataRow } from './rows.ts';
export type {
  EmulatedAsset,
  EmulatedGroup,
  EmulatedRole,
  EmulatedUser,
  NewEmulatedAsset,
  RecordedRequest,
  SupersetEmulator,
  SupersetEmulatorOptions,
} from './superset-emulator.ts';
export type { EmulatedVersion } from './version-traits.ts';
