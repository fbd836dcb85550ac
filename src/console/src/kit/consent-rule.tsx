import { Button, Checkbox, Group, NativeSelect, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentRule } from '../api/types'
import { Facts } from './facts'
import { FormModal } from './form-modal'
import { Section } from './section'

const askings = ['Unattended', 'Tell', 'Ask'] as const
type Asking = (typeof askings)[number]

/** What holds while nothing is set. */
export const unsetRule: ConsentRule = {
  desktop: 'Unattended',
  terminal: 'Unattended',
  files: 'Unattended',
  bar: true,
}

const kinds = ['desktop', 'terminal', 'files'] as const

export interface ConsentSectionProps {
  /** What holds. */
  rule: ConsentRule
  /** Behind each line, where there is more to say. */
  aside?: (what: keyof ConsentRule) => ReactNode
  before?: ReactNode
  after?: ReactNode
  /** The form to change it; absent for those who may not. */
  form: ((close: () => void) => ReactNode) | undefined
}

/** What a person at a device is asked or told before a session, in words. */
export function ConsentSection({ rule, aside, before, after, form }: ConsentSectionProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const row = (what: keyof ConsentRule, words: string) => ({
    name: t(`consent.${what}`),
    value: (
      <>
        {words}
        {aside?.(what)}
      </>
    ),
  })
  return (
    <Section
      title={t('consent.title')}
      aside={
        form && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => setOpen(true)}
            aria-label={t('consent.change')}
          >
            {t('consent.edit')}
          </Button>
        )
      }
    >
      {before}
      <Facts
        rows={[
          ...kinds.map((kind) => row(kind, t(`consent.${rule[kind]}`))),
          row('bar', t(`consent.${rule.bar ? 'shown' : 'hidden'}`)),
        ]}
      />
      {after}
      {open && form?.(() => setOpen(false))}
    </Section>
  )
}

export interface ConsentFormProps {
  /** What the fields begin with. */
  first: ConsentRule
  /** The words for taking the rule away; null where there is none. */
  clear: string | null
  pending: boolean
  error: unknown
  /** With null the rule is taken away. */
  onSave: (rule: ConsentRule | null) => void
  onClose: () => void
}

/** Sets a rule: what the person at a device is asked or told, for each kind of session. */
export function ConsentForm({ first, clear, pending, error, onSave, onClose }: ConsentFormProps) {
  const { t } = useTranslation()
  const [rule, setRule] = useState(first)
  return (
    <FormModal
      title={t('consent.title')}
      verb={t('consent.verb')}
      pending={pending}
      error={error}
      onSubmit={() => onSave(rule)}
      onClose={onClose}
    >
      <Stack gap="sm">
        {kinds.map((kind) => (
          <NativeSelect
            key={kind}
            label={t(`consent.${kind}`)}
            value={rule[kind]}
            onChange={(event) => setRule({ ...rule, [kind]: event.currentTarget.value as Asking })}
            data={askings.map((value) => ({ value, label: t(`consent.${value}`) }))}
          />
        ))}
        <Checkbox
          label={t('consent.barLabel')}
          checked={rule.bar}
          onChange={(event) => setRule({ ...rule, bar: event.currentTarget.checked })}
        />
      </Stack>
      {clear && (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => onSave(null)}>
            {clear}
          </Button>
        </Group>
      )}
    </FormModal>
  )
}
