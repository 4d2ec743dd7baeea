/** Three steps, for whoever opens the program for the first time; once put away it stays away. */
import { text } from '../../i18n/text.ts';
import { useSettings } from '../../stores/settings.store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './first-run-guide.module.css';

const words = text.start.guide;

export function FirstRunGuide() {
  return (
    <section className={styles.guide} aria-label={words.title}>
      <h2>{words.title}</h2>
      <ol className={styles.steps}>
        {words.steps.map((step) => (
          <li key={step.title} className={styles.step}>
            <h3>{step.title}</h3>
            <p>{step.text}</p>
          </li>
        ))}
      </ol>
      <Button variant="quiet" onPress={() => useSettings.getState().change({ guideSeen: true })}>
        {words.dismiss}
      </Button>
    </section>
  );
}
