// A certified OpenID provider for the browser tests: node provider.mjs PORT. The people are those of people.json.
import { readFileSync } from "node:fs";
import { Provider, interactionPolicy } from "oidc-provider";

const port = Number(process.argv[2]);
const people = JSON.parse(readFileSync(new URL("people.json", import.meta.url)));
const callback = "http://127.0.0.1/oauth2callback"; // of a native client: any port of this machine

// Everybody has agreed before: the tests are about signing in, not about consent.
const policy = interactionPolicy.base();
policy.get("consent").checks.remove("native_client_prompt");

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "cutover",
      client_secret: "a-secret-of-the-tests-only",
      application_type: "native",
      grant_types: ["authorization_code"],
      redirect_uris: [callback],
      post_logout_redirect_uris: [callback],
    },
  ],
  claims: {
    openid: ["sub"],
    profile: ["name"],
    email: ["email"],
    cutover: ["org", "groups", "jobs"],
  },
  scopes: ["openid"],
  conformIdTokenClaims: false, // Streamlit reads the identity token only
  cookies: { keys: ["of the tests only"] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_context, id) =>
    people[id] && { accountId: id, claims: () => ({ sub: id, email: `${id}@example.org`, ...people[id].claims }) },
  ttl: {
    AccessToken: 600,
    AuthorizationCode: 60,
    Grant: 3600,
    IdToken: 3600,
    Interaction: 600,
    Session: 3600,
  },
  interactions: { policy },
  async loadExistingGrant(context) {
    const { client, session } = context.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile email cutover");
    await grant.save();
    return grant;
  },
});

provider.listen(port, "127.0.0.1", () => console.log("listening"));
