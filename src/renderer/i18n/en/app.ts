/** Words of the frame: navigation, case status, jobs, errors. */
export const app = {
  name: 'AuditTrailPro',
  views: {
    start: 'Start',
    workspace: 'Workspace',
    sources: 'Sources',
    verification: 'Verification',
    custody: 'Custody',
    operators: 'Operators',
    settings: 'Settings',
    gallery: 'Components',
  },
  themes: {
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
    'hc-light': 'High contrast, light',
    'hc-dark': 'High contrast, dark',
  },
  navigation: 'Views',
  status: {
    label: 'Case status',
    sealed: 'Sealed',
    unsealed: (count: number) => `${count.toLocaleString('en')} not sealed yet`,
    sealedHint: (size: number) => `Signed head over ${size.toLocaleString('en')} records`,
    noOutsideMark: 'No outside mark',
    noOutsideMarkHint: (count: number) =>
      `Nobody outside this case confirms any of its ${count.toLocaleString('en')} records yet`,
    airGapOn: 'Air gap on',
    airGapHint: 'This program opens no connection to any network',
    readOnly: 'Read-only',
  },
  connection: {
    broken: 'The workstation does not answer; trying again',
    ended: 'The workstation was closed. Start it again and open the address it prints.',
  },
  jobs: {
    label: 'Jobs',
    cancel: 'Cancel',
    background: 'To the background',
    left: (time: string) => `${time} left`,
    none: 'No job is running',
  },
  close: 'Close',
  cancel: 'Cancel',
  retry: 'Try again',
  traceId: (id: string) => `Trace ${id}`,
} as const;
