/**
 * The ECS objects a Windows event speaks of: process and its parent, file, registry value.
 *
 * Pure. O(1) a record.
 * Source: ECS 8.17 (process, file, registry, hash); Sysmon and Security field names.
 * Trust: the log's values, copied as text; process ids are numbers only where they are plain decimal or hex.
 */
import type { JsonObject } from '../../event/audit-event.ts';
import type { WindowsAction } from './windows-event-catalog.ts';
import { fieldText, numberOf } from './windows-fields.ts';

/** The last part of a Windows or POSIX path. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

function put(target: JsonObject, key: string, value: string): void {
  if (value !== '') target[key] = value;
}

function putExecutable(target: JsonObject, path: string): void {
  if (path === '') return;
  target['executable'] = path;
  target['name'] = baseName(path);
}

function putPid(target: JsonObject, value: number | undefined): void {
  if (value !== undefined) target['pid'] = value;
}

const HASH_NAMES: Readonly<Record<string, string>> = { MD5: 'md5', SHA1: 'sha1', SHA256: 'sha256', IMPHASH: 'imphash' };

/** Sysmon's `MD5=..,SHA256=..,IMPHASH=..`; undefined where there is no known name. */
export function hashFields(text: string): JsonObject | undefined {
  if (text === '' || text.length > 1_024) return undefined;
  let hashes: JsonObject | undefined;
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const label = at < 0 ? '' : part.slice(0, at).trim();
    const name = Object.hasOwn(HASH_NAMES, label) ? HASH_NAMES[label] : undefined;
    if (name === undefined) continue;
    hashes ??= {};
    hashes[name] = part.slice(at + 1).toLowerCase();
  }
  return hashes;
}

const isEmpty = (object: JsonObject): boolean => {
  for (const _ in object) return false;
  return true;
};

/** Sysmon names the process Image; where it acts on another, SourceImage. */
function sysmonProcess(data: JsonObject): JsonObject {
  const process: JsonObject = {};
  putPid(process, numberOf(data['ProcessId'] ?? data['SourceProcessId']));
  put(process, 'entity_id', fieldText(data, 'ProcessGuid') || fieldText(data, 'SourceProcessGUID'));
  putExecutable(process, fieldText(data, 'Image') || fieldText(data, 'SourceImage'));
  put(process, 'command_line', fieldText(data, 'CommandLine'));
  put(process, 'working_directory', fieldText(data, 'CurrentDirectory'));
  if (data['CommandLine'] !== undefined) {
    const hash = hashFields(fieldText(data, 'Hashes'));
    if (hash !== undefined) process['hash'] = hash;
  }
  const parent: JsonObject = {};
  putPid(parent, numberOf(data['ParentProcessId']));
  put(parent, 'entity_id', fieldText(data, 'ParentProcessGuid'));
  putExecutable(parent, fieldText(data, 'ParentImage'));
  put(parent, 'command_line', fieldText(data, 'ParentCommandLine'));
  if (!isEmpty(parent)) process['parent'] = parent;
  return process;
}

/** Security 4688: ProcessId is the creator's, NewProcessId the new one's. */
function createdProcess(data: JsonObject): JsonObject {
  const process: JsonObject = {};
  putPid(process, numberOf(data['NewProcessId']));
  putExecutable(process, fieldText(data, 'NewProcessName'));
  put(process, 'command_line', fieldText(data, 'CommandLine'));
  const parent: JsonObject = {};
  putPid(parent, numberOf(data['ProcessId']));
  putExecutable(parent, fieldText(data, 'ParentProcessName'));
  if (!isEmpty(parent)) process['parent'] = parent;
  return process;
}

function namedProcess(data: JsonObject): JsonObject {
  const process: JsonObject = {};
  // 5156 and its kin write ProcessID and Application.
  putPid(process, numberOf(data['ProcessId'] ?? data['ProcessID']));
  putExecutable(process, fieldText(data, 'ProcessName') || fieldText(data, 'Application'));
  put(process, 'command_line', fieldText(data, 'CommandLine'));
  return process;
}

/** ECS `process`; undefined where the event names none. */
export function processFields(data: JsonObject, code: string, provider: string): JsonObject | undefined {
  let process: JsonObject;
  if (provider === 'Microsoft-Windows-Sysmon' || data['Image'] !== undefined) process = sysmonProcess(data);
  else if (code === '4688' || data['NewProcessName'] !== undefined) process = createdProcess(data);
  else process = namedProcess(data);
  return isEmpty(process) ? undefined : process;
}

function pathFields(path: string): JsonObject {
  const file: JsonObject = { path, name: baseName(path) };
  const at = path.lastIndexOf('.');
  if (at > path.length - (file['name'] as string).length && at < path.length - 1)
    file['extension'] = path.slice(at + 1);
  return file;
}

/** ECS `file`; undefined where the event is not about one. */
export function fileFields(data: JsonObject, action: WindowsAction | undefined): JsonObject | undefined {
  if (action === 'file') {
    const objectType = fieldText(data, 'ObjectType');
    const path =
      fieldText(data, 'TargetFilename') ||
      (objectType === '' || objectType === 'File' ? fieldText(data, 'ObjectName') : '');
    if (path === '') return undefined;
    const file = pathFields(path);
    const hash = hashFields(fieldText(data, 'Hashes') || fieldText(data, 'Hash'));
    if (hash !== undefined) file['hash'] = hash;
    return file;
  }
  if (action === 'library' || action === 'driver') {
    const path = fieldText(data, 'ImageLoaded');
    if (path === '') return undefined;
    const file = pathFields(path);
    const hash = hashFields(fieldText(data, 'Hashes'));
    if (hash !== undefined) file['hash'] = hash;
    return file;
  }
  if (action === 'share') {
    const path = fieldText(data, 'RelativeTargetName');
    return path === '' ? undefined : pathFields(path);
  }
  return undefined;
}

const HIVES = /^\\?(HKLM|HKU|HKCR|HKCU|HKEY_[A-Z_]{4,20}|REGISTRY)\\/i;

/** ECS `registry`; undefined where the event is not about it. */
export function registryFields(data: JsonObject, action: WindowsAction | undefined): JsonObject | undefined {
  if (action !== 'registry') return undefined;
  const path = fieldText(data, 'TargetObject') || fieldText(data, 'ObjectName');
  if (path === '') return undefined;
  const registry: JsonObject = { path };
  const hive = HIVES.exec(path);
  if (hive !== null) {
    registry['hive'] = (hive[1] as string).toUpperCase();
    registry['key'] = path.slice(hive[0].length);
  }
  put(registry, 'value', fieldText(data, 'ObjectValueName') || (data['Details'] === undefined ? '' : baseName(path)));
  const written = fieldText(data, 'Details') || fieldText(data, 'NewValue');
  if (written !== '') registry['data'] = { strings: [written] };
  return registry;
}
