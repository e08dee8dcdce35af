// An OpenID Connect provider on loopback, for tests. What it serves is in the environment variable SETTINGS:
// {issuer, port, client: {id, secret, redirects}, accounts: [{sub, email, password, …claims}], lifetime}.
// It asks nothing of the network, keeps everything in memory and ends with whoever started it.

import { generateKeyPairSync, randomBytes, timingSafeEqual } from "node:crypto";
import Provider, { interactionPolicy } from "oidc-provider";

const { issuer, port, client, accounts, lifetime } = JSON.parse(process.env.SETTINGS);
const CLAIMS = { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name"] };
const DAY = 86_400;

const escaped = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title, body) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,"></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`;

const form = (address = "", complaint = "") => page("Sign in", `
${complaint && `<p role="alert">${complaint}</p>`}
<form method="post">
<p><label>Email <input name="email" type="email" autocomplete="username" value="${escaped(address)}" required></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<p><button>Sign in</button> <button name="cancel" value="yes" formnovalidate>Cancel</button></p>
</form>`);

function key() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" };
}

function policy() {
  const prompts = interactionPolicy.base();
  prompts.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  return prompts;
}

function same(given, right) {
  const [one, other] = [Buffer.from(given ?? ""), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

async function findAccount(_, sub) {
  const account = accounts.find((each) => each.sub === sub);
  return account && { accountId: sub, claims: () => account };
}

// The one client is trusted: nobody is asked whether it may know what it asks for.
async function loadExistingGrant({ oidc }) {
  const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
  grant.addOIDCScope(Object.keys(CLAIMS).join(" "));
  await grant.save();
  return grant;
}

// Like a provider that was shown who signs out: it does not ask again.
async function logoutSource(context, given) {
  const answer = '<input type="hidden" name="logout" value="yes" form="op.logoutForm">';
  context.body = page("Signing out", `${given}${answer}<script>document.forms[0].submit()</script>`);
}

async function postLogoutSuccessSource(context) {
  context.body = page("Signed out", "");
}

async function renderError(context, problem) {
  context.type = "html";
  context.body = page("Error", `<p role="alert">${escaped(problem.error)}: ${escaped(problem.error_description)}</p>`);
}

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: client.id,
      client_secret: client.secret,
      redirect_uris: client.redirects,
      post_logout_redirect_uris: client.redirects,
    },
  ],
  claims: CLAIMS,
  conformIdTokenClaims: false, // the claims of all scopes are in the ID token, as Entra and Keycloak do it
  cookies: { keys: [randomBytes(32).toString("hex")] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
  },
  findAccount,
  interactions: { policy: policy(), url: (_, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [key()] },
  loadExistingGrant,
  renderError,
  ttl: { AccessToken: lifetime, AuthorizationCode: 60, Grant: DAY, IdToken: lifetime, Interaction: 600, Session: DAY },
});

async function answers(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
}

function signedIn({ cancel, email, password }) {
  if (cancel) return { error: "access_denied", error_description: "The person went back." };
  const account = accounts.find((each) => each.email.toLowerCase() === email?.trim().toLowerCase());
  return account && same(password, account.password) && { login: { accountId: account.sub }, select_account: {} };
}

provider.use(async (context, next) => {
  if (!context.path.startsWith("/interaction/")) return next();
  await provider.interactionDetails(context.req, context.res);
  if (context.method !== "POST") {
    context.body = form();
    return;
  }
  const given = await answers(context.req);
  const result = signedIn(given);
  if (result) {
    context.redirect(await provider.interactionResult(context.req, context.res, result));
    context.status = 303;
  } else {
    context.status = 401;
    context.body = form(given.email, "Email or password is wrong.");
  }
});

provider.on("server_error", (_, error) => console.error(error));
provider.listen(port, "127.0.0.1");
process.stdin.on("end", () => process.exit()).resume();
