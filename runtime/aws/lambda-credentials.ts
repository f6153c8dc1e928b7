/**
 * Takes the place of the SDK's chain of credential providers in the bundles: Lambda puts a function's credentials into
 * its environment, and the other links of the chain (profiles, single sign-on, instance metadata) weigh 90 kB.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
