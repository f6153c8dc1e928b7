import type { awscdk } from 'projen';
import { github, javascript } from 'projen';
import { type Campaign, CAMPAIGNS, logOf } from '../scripts/nightly/campaigns';

const { JobPermission } = github.workflows;

/** This repository's commands need these, and install everything else. */
const TOOLS: github.workflows.Tools = { node: { version: '22' }, python: { version: '3.12' } };
const RUNS_ON = ['ubuntu-latest'];

/** The title of a pull request becomes the commit's, and an entry of the changelog. */
const COMMIT_TYPES = ['feat', 'fix', 'docs', 'test', 'refactor', 'perf', 'build', 'ci', 'chore', 'revert'];

/** Time for the steps before and after a campaign. */
const AROUND_MINUTES = 15;

/** projen opens the pull request with new dependencies from this branch. */
const UPGRADE_BRANCH = 'github-actions/upgrade-main';

/** Replaces projen's workflow of pull requests by that of {@link declareWorkflows}, and turns on the weekly update. */
export const WORKFLOW_OPTIONS = {
  buildWorkflow: false,
  pullRequestTemplate: false,
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } },
  },
  // Dependabot cannot run projen, which generates package.json and the workflows, the versions of their actions included.
  depsUpgrade: true,
  depsUpgradeOptions: {
    cooldown: 7,
    semanticCommit: 'build',
    workflowOptions: {
      schedule: javascript.UpgradeDependenciesSchedule.WEEKLY,
      projenCredentials: github.GithubCredentials.fromPersonalAccessToken({ secret: 'GITHUB_TOKEN' }),
    },
  },
} satisfies Partial<awscdk.AwsCdkConstructLibraryOptions>;

export function declareWorkflows(project: awscdk.AwsCdkConstructLibrary): void {
  declarePullRequests(project.github!);
  declareNightly(project.github!);
  declareUpgrades(project.upgradeWorkflow!);
}

function declarePullRequests(on: github.GitHub): void {
  const workflow = new github.GithubWorkflow(on, 'build', {
    limitConcurrency: true,
    // A newer commit of the branch supersedes the run.
    concurrencyOptions: { group: '${{ github.workflow }}-${{ github.ref }}', cancelInProgress: true },
  });
  workflow.on({ pullRequest: {}, mergeGroup: {}, workflowDispatch: {} });
  workflow.addJob('build', {
    runsOn: RUNS_ON,
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 60,
    tools: TOOLS,
    // With all history: the next version follows from tags and commits.
    steps: [github.WorkflowSteps.checkout({ with: { fetchDepth: 0 } }), { name: 'Build and test', run: 'bash .ci/run' }],
  });
}

function declareNightly(on: github.GitHub): void {
  const workflow = new github.GithubWorkflow(on, 'nightly', { limitConcurrency: true });
  workflow.on({ schedule: [{ cron: '23 1 * * *' }], workflowDispatch: {} });
  workflow.addJobs(Object.fromEntries(CAMPAIGNS.map((campaign) => [campaign.name, campaignJob(campaign)])));
  workflow.addJob('report', {
    needs: CAMPAIGNS.map(({ name }) => name),
    if: 'failure()',
    runsOn: RUNS_ON,
    permissions: { contents: JobPermission.READ, issues: JobPermission.WRITE },
    timeoutMinutes: AROUND_MINUTES,
    tools: { node: TOOLS.node },
    steps: [
      github.WorkflowSteps.checkout(),
      { name: 'Install dependencies', run: 'npm ci' },
      github.WorkflowSteps.downloadArtifact({ with: { pattern: 'log-*', path: 'logs', mergeMultiple: true } }),
      {
        name: 'Open an issue, or comment on the one that is open',
        run: 'npx tsx scripts/nightly/report.ts',
        env: {
          GH_TOKEN: '${{ github.token }}',
          JOBS: '${{ toJSON(needs) }}',
          LOGS: 'logs',
          RUN_URL: '${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}',
        },
      },
    ],
  });
}

function campaignJob(campaign: Campaign): github.workflows.Job {
  const log = logOf(campaign);
  return {
    runsOn: RUNS_ON,
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: campaign.timeoutMinutes + AROUND_MINUTES,
    tools: TOOLS,
    steps: [
      github.WorkflowSteps.checkout(),
      // A time-out of a step is a failure, and one of a job is not. This shell fails with the first command of a pipe.
      { name: 'Run', run: `${campaign.command} 2>&1 | tee ${log}`, shell: 'bash', timeoutMinutes: campaign.timeoutMinutes },
      github.WorkflowSteps.uploadArtifact({ if: 'always()', with: { name: `log-${campaign.name}`, path: log } }),
    ],
  };
}

function declareUpgrades({ postUpgradeTask, workflows: [workflow] }: javascript.UpgradeDependencies): void {
  postUpgradeTask.exec('tsx scripts/upgrade/raise-pins.ts');
  postUpgradeTask.exec('projen');
  // A pull request that a workflow opens does not start the workflows of pull requests.
  workflow.addJob('check', {
    needs: ['upgrade', 'pr'],
    runsOn: RUNS_ON,
    permissions: { actions: JobPermission.WRITE },
    timeoutMinutes: AROUND_MINUTES,
    steps: [{
      name: 'Check the pull request',
      run: `gh workflow run build.yml --repo "$GITHUB_REPOSITORY" --ref ${UPGRADE_BRANCH}`,
      env: { GH_TOKEN: '${{ github.token }}' },
    }],
  });
}
