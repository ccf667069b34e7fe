import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../session/test-storage.ts';
import { dismiss, type InstallEvent, install, isDismissed, way, wayAtStart } from './offer.ts';

describe('installing the app', () => {
  it('is explained where a page cannot ask, and never offered where it is installed', () => {
    expect(wayAtStart({ standalone: false, displayed: false })).toEqual({ type: 'by-hand' });
    expect(wayAtStart({ standalone: true, displayed: false })).toBeUndefined();
    expect(wayAtStart({ standalone: false, displayed: true })).toBeUndefined();
    expect(wayAtStart({ standalone: undefined, displayed: false })).toBeUndefined();
  });

  it('asks once with the dialog of the browser', async () => {
    let asked = 0;
    const event = Object.assign(new Event('beforeinstallprompt'), {
      prompt: async () => {
        asked += 1;
        return { outcome: 'dismissed' as const };
      },
    }) satisfies InstallEvent;
    way.set({ type: 'ask', event });
    expect(await install()).toBe('done');
    expect(await install()).toBe('done');
    expect(asked).toBe(1);
    way.set({ type: 'by-hand' });
    expect(await install()).toBe('explain');
    way.set(undefined);
  });

  it('is not offered again to whoever said "not now"', () => {
    const storage = memoryStorage();
    expect(isDismissed(storage)).toBe(false);
    dismiss(storage);
    expect(isDismissed(storage)).toBe(true);
  });
});
