import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

describe('parseConfig', () => {
  it('has a default for everything', () => {
    const { config, errors } = parseConfig({});
    expect(errors).toBeNull();
    expect(config).toMatchObject({ DATA_DIR: './data', HTTP_PORT: 8080, MQTT_PORT: 1883, LOG_LEVEL: 'info' });
    expect(config).not.toHaveProperty('DATABASE_URL');
  });

  it('takes an empty variable as not set, and a password of digits as text', () => {
    const { config } = parseConfig({ DATABASE_URL: '', HTTP_PORT: '0', ADMIN_PASSWORD: '12345678' });
    expect(config).toMatchObject({ HTTP_PORT: 0, ADMIN_PASSWORD: '12345678' });
    expect(config).not.toHaveProperty('DATABASE_URL');
  });

  it('names every error at once', () => {
    const { errors } = parseConfig({
      HTTP_PORT: '70000',
      MQTT_PORT: 'abc',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://x',
      ENROLMENT_KEY: 'short',
    });
    const names = new Set(errors?.map((error) => error.split(':')[0]));
    expect(names).toEqual(new Set(['HTTP_PORT', 'MQTT_PORT', 'LOG_LEVEL', 'DATABASE_URL', 'ENROLMENT_KEY']));
  });

  it.each([
    [{ MQTTS_PORT: '8883' }, 'MQTTS_PORT: needs TLS_CERT and TLS_KEY'],
    [{ TLS_CA: 'ca.pem' }, 'TLS_CA: is for MQTTS_PORT, which is not set'],
  ])('refuses settings that need others: %o', (environment, error) => {
    expect(parseConfig(environment).errors).toContain(error);
  });
});
