/** Names of the log formats there are readers for. Pure. */
export const FORMAT_IDS = ['evtx', 'json', 'csv', 'syslog', 'text'] as const;
export type FormatId = (typeof FORMAT_IDS)[number];
