import { known } from '../../../core/facts.ts';
import type { AccountFacts, AccountSetUp, LevelFacts } from '../../../doctor/facts.ts';
import type { Organization } from '../ports.ts';

/** Who cannot see the repository of the floor is not told which teams it names: they may be secret. */
export function seenIn(setUp: AccountSetUp, organization: Organization): AccountSetUp {
  const { account } = setUp;
  if (!account.known || seesFloor(organization)) return setUp;
  const { floor, distrusted } = account.value;
  const own = `${account.value.account.toLowerCase()}/.github`;
  const masked: AccountFacts = {
    ...account.value,
    distrusted: distrusted.known
      ? known(distrusted.value.map((name) => (name.toLowerCase() === own ? name : aTeam)))
      : distrusted,
    floor:
      floor.kind === 'read'
        ? { ...floor, invisibleTeams: floor.invisibleTeams.map(() => aTeam), levels: floor.levels.map(withoutNames) }
        : floor,
  };
  return { ...setUp, account: known(masked) };
}

const seesFloor = ({ repositories }: Organization): boolean =>
  repositories.some(({ name }) => name.toLowerCase() === '.github');

const aTeam = 'a team';

const withoutNames = (level: LevelFacts): LevelFacts => ({
  ...level,
  teams: level.teams.map(({ people }) => ({ team: aTeam, people })),
});
