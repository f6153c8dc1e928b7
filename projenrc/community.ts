import type { awscdk } from 'projen';
import { TextFile, YamlFile } from 'projen';

/** What people who contribute meet: templates of issues and pull requests, and how their editors lay out text. */
export function declareCommunity(project: awscdk.AwsCdkConstructLibrary): void {
  project.github?.addPullRequestTemplate(
    '<!-- The title is a Conventional Commit: feat(worker): …, fix(api): …, docs: … -->',
    '',
    '## What changes, and why',
    '',
    'Fixes #',
    '',
    '## How it is tested',
    '',
    '- [ ] `npm test` passes',
    '- [ ] a new rule has a test that can fail',
    '- [ ] a new prop has its doc comment, its limits in `docs/limits.md`, and its guide in TypeScript and Python',
    '',
  );
  issueTemplate(project, 'bug', {
    name: 'Bug',
    description: 'A task, a request or a deployment does not do what it should',
    labels: ['bug'],
    body: [
      area('happened', 'What happened, and what should have happened', 'Include the exact error, log line or answer.'),
      area('app', 'The smallest app that shows it', 'The constructs with their props, the handler, and the request.'),
      area('task', 'The task', 'What `GET /tasks/{id}` answers, and the log lines with its `task_id`.', false),
      input('versions', 'Versions', 'cdk-async-tasks, aws-cdk-lib, Node.js or Python, and the language of the app'),
    ],
  });
  issueTemplate(project, 'feature', {
    name: 'Feature',
    description: 'Something that the library should do',
    labels: ['enhancement'],
    body: [
      area('need', 'What you want to achieve', 'The task that you have, and not only the prop that you think of.'),
      area('today', 'How you do it today', 'And what is wrong with that.', false),
    ],
  });
  new YamlFile(project, '.github/ISSUE_TEMPLATE/config.yml', {
    obj: {
      blank_issues_enabled: true,
      contact_links: [{
        name: 'Report a vulnerability',
        url: 'https://github.com/cdk-async-tasks/cdk-async-tasks/security/advisories/new',
        about: 'Privately, and not as an issue: see SECURITY.md',
      }],
    },
  });

  const editorconfig = new TextFile(project, '.editorconfig', { marker: true });
  for (const line of [
    `# ${editorconfig.marker}`,
    'root = true',
    '',
    '[*]',
    'charset = utf-8',
    'end_of_line = lf',
    'indent_size = 2',
    'indent_style = space',
    'insert_final_newline = true',
    'max_line_length = 150',
    'trim_trailing_whitespace = true',
    '',
    '[*.md]',
    'max_line_length = 120',
    '',
    '[*.py]',
    'indent_size = 4',
    '',
  ]) editorconfig.addLine(line);

  for (const file of ['.editorconfig', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']) project.addPackageIgnore(`/${file}`);
}

function issueTemplate(project: awscdk.AwsCdkConstructLibrary, name: string, form: object): void {
  new YamlFile(project, `.github/ISSUE_TEMPLATE/${name}.yml`, { obj: form });
}

/** A question with room for an answer of several lines. */
function area(id: string, label: string, description: string, required = true): object {
  return { type: 'textarea', id, attributes: { label, description }, validations: { required } };
}

/** A question with an answer of one line. */
function input(id: string, label: string, description: string): object {
  return { type: 'input', id, attributes: { label, description }, validations: { required: true } };
}
