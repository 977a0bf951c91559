import type { Role } from '../../protocol/api/people.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';

/** Said to everybody, so that who may not change it knows whom to ask. */
export function WhoChanges({ roles }: { roles: readonly Role[] }) {
  const { say } = useWords();
  return (
    <p className={styles.soft} style={{ marginTop: 10 }}>
      {say('settings.who', { roles: roles.map((role) => say(`role.${role}`)).join(', ') })}
    </p>
  );
}
