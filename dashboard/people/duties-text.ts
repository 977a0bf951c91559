import type { Role } from '../../protocol/api/people.ts';
import { type Duty, dutiesOf } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';

/** «Nga được: tạo bản tin, phát ngay. Không được: duyệt.» from the one table of permissions. */
export function useDutiesText(): (person: { name: string; role: Role }) => string {
  const { say } = useWords();
  const list = (duties: readonly Duty[]) => duties.map((duty) => say(`duty.${duty}`)).join(', ');
  return ({ name, role }) => {
    const { may, mayNot } = dutiesOf(role);
    const given = name.trim().split(/\s+/).at(-1) || say('account.somebody');
    const yes = may.length > 0 ? say('duty.may', { name: given, list: list(may) }) : say('duty.reads', { name: given });
    return mayNot.length > 0 ? `${yes} ${say('duty.may-not', { list: list(mayNot) })}` : yes;
  };
}
