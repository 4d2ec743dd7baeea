/** Types of code-cache.js, which can't have them: it runs before Node is known to read TypeScript. */
export function privateCodeFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  platform: NodeJS.Platform,
  userId: number | undefined,
): string | undefined;
export function useCodeCache(): void;
