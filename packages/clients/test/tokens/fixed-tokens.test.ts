import { isRetryable } from '@fullstop/core';
import { FixedClock } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { ClientOptionsError, FixedTokens, TokenUnavailableError } from '../../src/index.js';
import { rejection } from '../support/tokens.js';

describe('fixed tokens', () => {
  it('are read from one text', async () => {
    const tokens = new FixedTokens(' kio = abc== , pierone=def,,teamService=ghi');
    expect(await Promise.all(['kio', 'pierone', 'teamService'].map((id) => tokens.token(id)))).toEqual([
      'abc==',
      'def',
      'ghi',
    ]);
  });

  it('lack other ids, which is retryable and says what to do', async () => {
    const error = await rejection(new FixedTokens('kio=abc').token('pierone'));
    expect(error).toBeInstanceOf(TokenUnavailableError);
    expect(isRetryable(error)).toBe(true);
    expect(error.message).toMatch(/"pierone".*OAUTH2_ACCESS_TOKENS/);
  });

  it('count for a year', async () => {
    const clock = new FixedClock();
    const tokens = new FixedTokens('kio=abc', clock);
    clock.advance(365 * 24 * 3600 - 1);
    expect(await tokens.token('kio')).toBe('abc');
    clock.advance(1);
    expect((await rejection(tokens.token('kio'))).message).toMatch(/year/);
  });

  it('that are wrong are named by position, and not shown', () => {
    const create = () => new FixedTokens('kio=abc,hunter2,=hunter2,kio=hunter2,pierone=');
    expect(create).toThrow(ClientOptionsError);
    expect(create).toThrow(/entry 2.*\n.*entry 3.*\n.*entry 4.*kio\n.*entry 5/);
    expect(create).not.toThrow(/hunter2/);
  });

  it('may be none', async () => {
    expect(await rejection(new FixedTokens('').token('kio'))).toBeInstanceOf(TokenUnavailableError);
  });
});
