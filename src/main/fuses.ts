/**
 * What is burnt into Electron's binary when it is packaged, by the names of @electron/fuses. Item 7 of electron.md.
 *
 * Pure. Every fuse that this Electron has is decided here; a test and the packager refuse one that is not.
 */
export const FUSES: Readonly<Record<string, boolean>> = {
  /** Else ELECTRON_RUN_AS_NODE turns the signed program into any program. */
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  /** macOS and Windows; on Linux nothing checks it, see electron.md. */
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  /** Bounds checks of WebAssembly by the processor: the inner loops rely on their speed. */
  WasmTrapHandlers: true,
};
