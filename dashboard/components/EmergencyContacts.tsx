import { useEmergencyContacts } from '../data/emergencies.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './EmergencyContacts.module.css';

/** Whom to call where the network is not there; the numbers are kept on this machine. */
export function EmergencyContacts() {
  const { say } = useWords();
  const contacts = useEmergencyContacts();
  if (contacts.length === 0) return <p>{say('contacts.none')}</p>;
  return (
    <ul className={styles.contacts}>
      {contacts.map((one) => (
        <li key={`${one.telephone} ${one.name}`}>
          <a href={`tel:${one.telephone.replace(/[^\d+]/g, '')}`}>{one.telephone}</a>
          <span>
            {one.name}
            {one.role && `, ${one.role}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
