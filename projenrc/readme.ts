import type { awscdk } from 'projen';

/**
 * The TypeScript code of the README and of doc comments is compiled after the package, so that no example is out of
 * date. What it may take for granted is in `rosetta/default.ts-fixture`. Construct Hub shows the code in each language
 * as it is translated here: the package holds the translations.
 */
export function declareReadme(project: awscdk.AwsCdkConstructLibrary): void {
  project.postCompileTask.exec('jsii-rosetta extract --strict', { name: 'compile the README\'s code' });
  project.addGitIgnore('.jsii.tabl.json');
  project.addPackageIgnore('!.jsii.tabl.json');
}
