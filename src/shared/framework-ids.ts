/** The frameworks that come with the program, by the names of their files in resources/frameworks. Pure. */
export const FRAMEWORK_IDS = [
  'cis-controls-8.1',
  'gdpr',
  'hipaa',
  'iso27001-2022',
  'nist-800-53-r5',
  'nist-csf-2.0',
  'pci-dss-4.0.1',
  'sox',
] as const;
