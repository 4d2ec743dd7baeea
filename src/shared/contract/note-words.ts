/** What a person may call a tag or a view, and write beside an event. Pure. */
import { z } from 'zod';

/** No character that hides, reorders or breaks a line, nothing around it that nobody sees. */
const PLAIN = /^(?!\s)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+(?<!\s)$/u;
const PLAIN_MESSAGE = 'use letters, digits, signs and single spaces inside, nothing invisible';

/** Compared after Unicode composition: the same word typed on two keyboards is one tag. */
export const tagName = z.string().normalize('NFC').min(1).max(64).regex(PLAIN, PLAIN_MESSAGE);
export const viewName = z.string().normalize('NFC').min(1).max(100).regex(PLAIN, PLAIN_MESSAGE);

export const commentText = z
  .string()
  .min(1)
  .max(16_384)
  .refine((text) => text.isWellFormed() && text.trim() !== '', 'write something, in whole characters');
