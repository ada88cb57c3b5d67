import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { toOidcSettings } from './oidc-settings.ts';

describe('parseConfig', () => {
  it('has a default for everything', () => {
    const { config, errors } = parseConfig({});
    expect(errors).toBeNull();
    expect(config).toMatchObject({ DATA_DIR: './data', HTTP_PORT: 8080, MQTT_PORT: 1883, LOG_LEVEL: 'info' });
    expect(config).not.toHaveProperty('DATABASE_URL');
  });

  it('takes an empty variable as not set, and a password of digits as text', () => {
    const { config } = parseConfig({ DATABASE_URL: '', HTTP_PORT: '0', ADMIN_PASSWORD: '1234567890' });
    expect(config).toMatchObject({ HTTP_PORT: 0, ADMIN_PASSWORD: '1234567890' });
    expect(config).not.toHaveProperty('DATABASE_URL');
  });

  it('names every error at once', () => {
    const { errors } = parseConfig({
      HTTP_PORT: '70000',
      MQTT_PORT: 'abc',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://x',
      ENROLMENT_KEY: 'short',
      ADMIN_PASSWORD: 'nine ones',
    });
    const names = new Set(errors?.map((error) => error.split(':')[0]));
    const expected = [
      'HTTP_PORT',
      'MQTT_PORT',
      'LOG_LEVEL',
      'DATABASE_URL',
      'ENROLMENT_KEY',
      'ADMIN_PASSWORD',
    ];
    expect(names).toEqual(new Set(expected));
  });

  it('takes acts for two persons that there are, and no other', () => {
    const given = { TWO_PERSON_ACTS: 'change-rules, make-administrator' };
    expect(parseConfig(given).config).toMatchObject(given);
    for (const quick of ['acknowledge', 'change-rules,log-in']) {
      const { config, errors } = parseConfig({ TWO_PERSON_ACTS: quick });
      expect(config).toBeNull();
      expect(errors).toEqual([
        expect.stringMatching(/^TWO_PERSON_ACTS: there is no act "(acknowledge|log-in)"/),
      ]);
    }
  });

  it.each([
    [{ MQTTS_PORT: '8883' }, 'MQTTS_PORT: needs TLS_CERT and TLS_KEY'],
    [{ TLS_CRL: 'crl.pem' }, 'TLS_CRL: is for TLS_CA, which is not set'],
    [{ TLS_CLIENT_AUTH: 'either' }, 'TLS_CLIENT_AUTH: is for TLS_CA, which is not set'],
    [{ OIDC_CLIENT_ID: 'one' }, 'OIDC_CLIENT_ID: is for OIDC_ISSUER, which is not set'],
    [{ OIDC_ISSUER: 'https://id.example' }, 'OIDC_ISSUER: needs OIDC_CLIENT_SECRET'],
    [{ OIDC_ISSUER: 'https://id.example' }, 'OIDC_ISSUER: needs PUBLIC_URL'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8, proxy.example' }, 'TRUSTED_PROXIES: invalid IP address: proxy.example'],
    [{ TLS_CA: 'ca.pem' }, 'TLS_CA: is for MQTTS_PORT, which is not set'],
  ])('refuses settings that are wrong or need others: %o', (environment, error) => {
    expect(parseConfig(environment).errors).toContain(error);
  });

  it.each([
    'http://id.example',
    'http://127.0.0.1.id.example',
    'http://localhost@id.example',
    'http://localhost:1@id.example',
    'ldap://x',
  ])('takes no provider of log-ins at %s', (issuer) => {
    expect(
      parseConfig({ OIDC_ISSUER: issuer }).errors?.some((error) => error.startsWith('OIDC_ISSUER:')),
    ).toBe(true);
    expect(parseConfig({ OIDC_ISSUER: issuer }).errors?.join()).toContain('pattern');
  });

  it('reads what roles are called at the provider, and refuses a role that there is not', () => {
    const oidc = {
      OIDC_ISSUER: 'http://127.0.0.1:9000/realm',
      OIDC_CLIENT_ID: 'one',
      OIDC_CLIENT_SECRET: 'secret',
      OIDC_LABEL: '街道账号 | City account',
      PUBLIC_URL: 'https://centre.example',
    };
    const { config } = parseConfig({ ...oidc, OIDC_ROLES: 'CN=duty=operator, it = administrator' });
    expect(toOidcSettings(config!)).toMatchObject({
      label: { zh: '街道账号', en: 'City account' },
      roles: [
        { value: 'CN=duty', role: 'operator' },
        { value: 'it', role: 'administrator' },
      ],
      areasClaim: null,
    });
    const { errors } = parseConfig({ ...oidc, OIDC_ROLES: 'it=king' });
    expect(errors).toEqual([expect.stringMatching(/^OIDC_ROLES: it=king/)]);
  });
});
