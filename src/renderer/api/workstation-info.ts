/** What the window runs on; asked once. */
import { useQuery } from '@tanstack/react-query';
import type { OutputOf } from '../../shared/contract/index.ts';
import { call } from './host.ts';

/** Undefined until it is known, and where it could not be asked. */
export function useWorkstationInfo(): OutputOf<'workstation.info'> | undefined {
  return useQuery({ queryKey: ['workstation', 'workstation.info'], queryFn: () => call('workstation.info', {}) }).data;
}
