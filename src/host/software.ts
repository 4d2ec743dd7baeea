/** Name and version of this program, as they stand in records and reports. */
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export const SOFTWARE = { name: 'AuditTrailPro', version: manifest.version, node: process.versions.node } as const;
