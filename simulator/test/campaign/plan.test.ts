import { COMPARED, planCampaign, planSearch, replayCommand } from '../../campaign/plan';
import { SCENARIO_NAMES } from '../../scenarios/scenarios';

/** What an ordinary campaign is made of. */
const VISITED = SCENARIO_NAMES.filter((name) => !COMPARED.has(name));

function visits(runs: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { scenario } of planCampaign({ seed: 1, runs })) counts[scenario] = (counts[scenario] ?? 0) + 1;
  return counts;
}

describe('a campaign', () => {
  test('visits every scenario as soon as it has a run for each; the big backlog from a thousand runs on', () => {
    const rotated = VISITED.filter((name) => name !== 'big-backlog').sort();
    expect(Object.keys(visits(rotated.length)).sort()).toEqual(rotated);
    expect(visits(999)).not.toHaveProperty('big-backlog');
    expect(Object.keys(visits(1_000)).sort()).toEqual([...VISITED].sort());
  });

  test('has the backlogs rarely, and the storm most often', () => {
    const { storm, 'backlog': backlog, 'big-backlog': bigBacklog, ...others } = visits(10_000);
    expect([backlog, bigBacklog]).toEqual([20, 1]);
    expect(storm).toBeGreaterThan(2 * Math.max(...Object.values(others)));
    expect(visits(1)).toEqual({ backlog: 1 });
  });

  test('gives its runs one seed after the other', () => {
    expect(planCampaign({ seed: 40, runs: 3 }).map(({ seed }) => seed)).toEqual([40, 41, 42]);
  });

  test('of the recipe runs the library in the same storms', () => {
    expect(planCampaign({ seed: 7, runs: 2, scenario: 'recipe' })).toEqual([
      { scenario: 'recipe', seed: 7 }, { scenario: 'post-and-read', seed: 7 }, { scenario: 'post-and-read-once', seed: 7 },
      { scenario: 'recipe', seed: 8 }, { scenario: 'post-and-read', seed: 8 }, { scenario: 'post-and-read-once', seed: 8 },
    ]);
  });

  test('of one scenario and one run is the run with that seed', () => {
    expect(planCampaign({ seed: 1234, runs: 1, scenario: 'storm', trace: true })).toEqual([{ scenario: 'storm', seed: 1234, trace: true }]);
  });
});

test('a search goes through the scenarios it is given, or through all but the backlogs', () => {
  expect(planSearch(7, 3, ['expiry', 'storm'])).toEqual([
    { scenario: 'expiry', seed: 7 }, { scenario: 'storm', seed: 8 }, { scenario: 'expiry', seed: 9 },
  ]);
  const all = new Set(planSearch(1, 100).map(({ scenario }) => scenario));
  expect([...all].sort()).toEqual(VISITED.filter((name) => !name.includes('backlog')).sort());
});

test('a run is repeated by a command', () => {
  expect(replayCommand({ scenario: 'storm', seed: 1234 })).toBe('npm run simulate -- --scenario storm --seed 1234 --runs 1 --trace');
  expect(replayCommand({ scenario: 'calm', seed: 1 }, 'expiry')).toBe('npm run simulate -- --scenario calm --seed 1 --runs 1 --without expiry --trace');
});
