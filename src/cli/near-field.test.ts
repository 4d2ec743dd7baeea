import { expect, it } from 'vitest';
import { fieldQuestions } from './near-field.ts';

it('a name of a field that is one slip away from a known one is asked about', () => {
  expect(['usr:root', 'usre:root', 'hots:a', 'useer:a'].map((query) => fieldQuestions(query).length)).toEqual([
    1, 1, 1, 1,
  ]);
  expect(fieldQuestions('a AND (-usr:root)')).toEqual(['"usr" is searched as a field of that name; was "user" meant?']);
});

it('known names, other names, words and times are left alone', () => {
  expect(fieldQuestions('user:root TargetUserName:ada "usr: x" 10:15:00 ip:10.0.0.1 http://usr.example')).toEqual([]);
});
