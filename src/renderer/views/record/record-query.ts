/** A stored record and its proof, as the host gives them; asked once, since a sealed record does not change. */
import { useQuery } from '@tanstack/react-query';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';

export type StoredRecord = OutputOf<'record.get'>;

export const useStoredRecord = (handle: string, seq: number) =>
  useQuery({
    queryKey: [handle, 'record.get', seq],
    queryFn: () => call('record.get', { handle, seq }),
    // What is broken may be mended, and what is not sealed will be.
    staleTime: 30_000,
  });

export const useProofCheck = (handle: string, seq: number) =>
  useQuery({
    queryKey: [handle, 'event.checkProof', seq],
    queryFn: () => call('event.checkProof', { handle, seq }),
    staleTime: 30_000,
  });
