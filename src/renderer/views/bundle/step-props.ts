/** What each step of the wizard gets: all of the form, and how to change it. */
import type { BundleForm } from './bundle-form.ts';

export interface StepProps {
  form: BundleForm;
  onChange: (change: Partial<BundleForm>) => void;
}
