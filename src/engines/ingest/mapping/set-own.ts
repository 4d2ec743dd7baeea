/**
 * Setting a property whose name the log chose.
 *
 * Pure.
 * Trust: the name is the log's: `__proto__` must become an ordinary property, not a prototype.
 */
import type { JsonObject, JsonValue } from '../../event/audit-event.ts';

export function setOwn(target: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}
