/**
 * What a thread of the case says when it fails: an error by value, whose code survives the way to another thread.
 *
 * SQLite's and the system's own codes would be lost in a clone, so they become ours on this side.
 */
import { errorToValue, type ErrorValue } from '../../shared/errors.ts';
import { asAppError } from '../services/node-error.ts';
import { sqliteToAppError } from '../vault/sqlite.ts';

export const failureToValue = (error: unknown): ErrorValue => errorToValue(asAppError(sqliteToAppError(error)));
