/**
 * The people who sign one act: the operator who has the case open, and others who give their passphrase for this act alone.
 *
 * On the writer thread. A second person's slot is opened for one act; the seed is kept until the act is over, then wiped,
 * and nothing else of the case becomes theirs. A refused passphrase is a record, as at an unlock.
 * Source: evidence-format.md §4 (slots, operator keys), bundle-format.md §5 and §8 (envelopes).
 * Trust: `case.keys` may have been changed by anybody: a seed counts only where it gives the key that the log names.
 */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { makeEnvelope } from '../../engines/custody/envelope.ts';
import { equalBytes } from '../../engines/kernel/bytes.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { nodeEd25519 } from '../adapters/node-signer.ts';
import { type CaseKeys, findSlot } from './case-keys.ts';
import { openCurrentSlot } from './key-envelope.ts';
import { operatorVkey } from './operator-key.ts';
import type { OperatorInfo } from './session.ts';

export interface SignerGiven {
  operatorId: string;
  passphrase: string;
}

interface Seat {
  readonly operatorId: string;
  readonly seed: Uint8Array;
}

export interface ActSignersParts {
  origin: string;
  dataKey: Uint8Array;
  self: Seat;
  keys: () => CaseKeys;
  /** Those in office. */
  operators: () => OperatorInfo[];
  /** Writes a refused passphrase down. */
  refused: (operatorId: string) => void;
}

export class ActSigners {
  readonly #parts: ActSignersParts;
  readonly #acts = new Map<number, readonly Seat[]>();
  #nextId = 0;

  constructor(parts: ActSignersParts) {
    this.#parts = parts;
  }

  /** @returns the number of the act. OPERATOR_UNKNOWN, VAULT_KEY_WRONG, CONTRACT_BAD_INPUT (somebody twice) */
  async begin(others: readonly SignerGiven[]): Promise<number> {
    const { self } = this.#parts;
    const seats: Seat[] = [{ operatorId: self.operatorId, seed: self.seed.slice() }];
    try {
      for (const other of others) {
        if (seats.some(({ operatorId }) => operatorId === other.operatorId)) {
          throw new AppError(
            'CONTRACT_BAD_INPUT',
            `${other.operatorId} signs already; a second signature is another person’s`,
          );
        }
        seats.push({ operatorId: other.operatorId, seed: await this.#seedOf(other) });
      }
    } catch (error) {
      for (const { seed } of seats) seed.fill(0);
      throw error;
    }
    const id = this.#nextId++;
    this.#acts.set(id, seats);
    return id;
  }

  /** A DSSE envelope over the text, signed by everybody of the act, the acting operator first. */
  sign(id: number, payloadType: string, payload: string): JsonObject {
    const seats = this.#acts.get(id);
    if (seats === undefined) throw new AppError('INTERNAL', 'The act that is to be signed is over');
    const signs = seats.map(({ seed }) => nodeEd25519.signerOf(seed).sign);
    return makeEnvelope(nodeTextCodec, payloadType, payload, signs);
  }

  end(id: number): void {
    for (const { seed } of this.#acts.get(id) ?? []) seed.fill(0);
    this.#acts.delete(id);
  }

  endAll(): void {
    for (const id of this.#acts.keys()) this.end(id);
  }

  async #seedOf({ operatorId, passphrase }: SignerGiven): Promise<Uint8Array> {
    const { origin, dataKey, keys, operators, refused } = this.#parts;
    const slot = findSlot(keys(), operatorId);
    const opened = await openCurrentSlot(keys(), slot, passphrase).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'VAULT_KEY_WRONG') refused(operatorId);
      throw error;
    });
    const isOfCase = equalBytes(opened.dataKey, dataKey);
    opened.dataKey.fill(0);
    const known = operators().find((operator) => operator.operatorId === operatorId);
    if (isOfCase && known?.vkey === operatorVkey(origin, operatorId, opened.operatorSeed)) return opened.operatorSeed;
    opened.operatorSeed.fill(0);
    throw new AppError(
      'OPERATOR_UNKNOWN',
      `The key slot of ${operatorId} does not hold the key that the case log names for ${operatorId}`,
    );
  }
}
