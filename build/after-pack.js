/**
 * electron-builder's step after packing: burns the fuses (src/main/fuses.ts) into the packaged binary, before it is signed.
 *
 * Refuses where the binary has a fuse that the table does not decide.
 */
import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { FUSES } from '../src/main/fuses.ts';

export default async function afterPack({ appOutDir, electronPlatformName, arch, packager }) {
  const name = packager.appInfo.productFilename;
  const file = { darwin: `${name}.app`, win32: `${name}.exe` }[electronPlatformName] ?? packager.executableName;
  // 3 is arm64 (builder-util's Arch): a Mac of that kind runs nothing whose ad-hoc signature does not fit.
  await burnFuses(join(appOutDir, file), electronPlatformName === 'darwin' && arch === 3);
}

/** @param {string} binary @param {boolean} resetAdHocDarwinSignature */
export async function burnFuses(binary, resetAdHocDarwinSignature = false) {
  const states = Object.entries(FUSES).map(([name, isOn]) => [FuseV1Options[name], isOn]);
  await flipFuses(binary, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature,
    ...Object.fromEntries(states),
  });
}
