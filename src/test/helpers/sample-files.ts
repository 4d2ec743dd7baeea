/** The logs of the sample case, for tests that make a case of them in their own way. */
export { writeSampleCase as makeSampleFiles } from '../../host/workstation/sample-logs.ts';
