// A certified OpenID provider for the tests, on loopback: node provider.mjs PEOPLE.json REDIRECT_URI [id_token]
// PEOPLE.json maps a login to its claims, read anew each time; "id_token" puts the claims into the ID token too.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';

const [people, redirect, where] = process.argv.slice(2);
const LOGIN = `<!doctype html><title>Provider</title><form method="post"><label>Login <input name="login"></label>
  <button>Sign in</button></form><a href="?cancel">Cancel</a>`;

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'krisplan',
      client_secret: 'a-secret-that-only-the-tests-use',
      redirect_uris: [redirect],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    conformIdTokenClaims: where !== 'id_token',
    cookies: { keys: ['only-for-tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    async findAccount(ctx, sub) {
      const claims = JSON.parse(readFileSync(people, 'utf8'))[sub];
      return claims && { accountId: sub, claims: async () => ({ sub, ...claims }) };
    },
    async loadExistingGrant({ oidc }) { // nobody is asked for consent
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return answer(request, response);
    if (request.url.endsWith('?cancel')) {
      const why = { error: 'access_denied', error_description: 'Words of the provider' };
      return provider.interactionFinished(request, response, why);
    }
    if (request.method === 'GET') return response.setHeader('content-type', 'text/html').end(LOGIN);
    const accountId = new URLSearchParams(await text(request)).get('login');
    return provider.interactionFinished(request, response, { login: { accountId } });
  });
  console.log(`issuer ${issuer}`);
});
