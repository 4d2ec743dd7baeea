/** Every attack of the laboratory, in the order of the attackers' powers. */
import { type Attack, POWERS } from './attack.ts';
import { BEYOND } from './powers/beyond.ts';
import { BUNDLE } from './powers/bundle.ts';
import { CONTENT } from './powers/content.ts';
import { EPOCH_KEY } from './powers/epoch-key.ts';
import { MARKS } from './powers/marks.ts';
import { NO_KEY } from './powers/no-key.ts';
import { OLD_COPY } from './powers/old-copy.ts';
import { OPEN_CASE } from './powers/open-case.ts';
import { OPERATORS } from './powers/operators.ts';

const ALL = [
  ...NO_KEY,
  ...OPEN_CASE,
  ...EPOCH_KEY,
  ...OLD_COPY,
  ...MARKS,
  ...OPERATORS,
  ...BUNDLE,
  ...CONTENT,
  ...BEYOND,
];

export const ATTACKS: readonly Attack[] = ALL.toSorted((a, b) => POWERS.indexOf(a.power) - POWERS.indexOf(b.power));
