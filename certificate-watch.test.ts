import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Certificate } from './broker/listeners.ts';
import { createTestCertificate } from './broker/test-certificate.ts';
import { watchCertificate, type CertificateState } from './certificate-watch.ts';

const dayMs = 24 * 3_600_000;
const everyMs = 1_000;

/** PEM texts of a certificate that ends in so many days. */
function certificateOf(days: number): Certificate {
  const { cert, key } = createTestCertificate({ endsAt: Date.now() + days * dayMs });
  return { cert, key };
}

describe('the certificate that devices are shown', () => {
  let files: Certificate | null;
  let renewed: Certificate[];
  let states: CertificateState[];
  let stop: () => Promise<void>;

  beforeEach(() => {
    vi.useFakeTimers();
    renewed = [];
    states = [];
  });
  afterEach(async () => {
    await stop();
    vi.useRealTimers();
  });

  function watch(renew = (certificate: Certificate) => void renewed.push(certificate)): void {
    stop = watchCertificate({
      read() {
        if (files === null) throw new Error('ENOENT');
        return files;
      },
      renew,
      told: (state) => states.push(state),
      log: pino({ level: 'silent' }),
      everyMs,
    });
  }

  it.each([
    ['good', 90],
    ['ending', 13],
    ['ended', -1],
  ])('is %s with %d days to go', (state, days) => {
    files = certificateOf(days);
    watch();
    expect(states).toMatchObject([{ state }]);
  });

  it('is taken over once it is another, and not again', () => {
    files = certificateOf(1);
    watch();
    files = certificateOf(90);
    vi.advanceTimersByTime(3 * everyMs);
    expect(renewed).toEqual([files]);
    expect(states.map(({ state }) => state)).toEqual(['ending', 'good', 'good', 'good']);
  });

  it('is taken over when the list of those taken back is another', () => {
    files = { ...certificateOf(90), ca: 'an authority', crl: 'nobody' };
    watch();
    files = { ...files, crl: 'somebody' };
    vi.advanceTimersByTime(everyMs);
    expect(renewed).toEqual([files]);
  });

  it('stays the former one while the files cannot be used, and is tried again', () => {
    files = certificateOf(90);
    const good = files;
    let isRefused = true;
    watch((certificate) => {
      if (isRefused) throw new Error('key values mismatch');
      renewed.push(certificate);
    });
    files = null;
    vi.advanceTimersByTime(everyMs);
    files = certificateOf(91);
    vi.advanceTimersByTime(everyMs);
    isRefused = false;
    vi.advanceTimersByTime(everyMs);
    expect(states).toEqual([
      { state: 'good' },
      { state: 'unusable', why: 'ENOENT' },
      { state: 'unusable', why: 'key values mismatch' },
      { state: 'good' },
    ]);
    expect(renewed).toEqual([files]);
    expect(renewed).not.toContain(good);
  });
});
