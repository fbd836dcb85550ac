import { Button } from '@mantine/core'
import { type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentRule } from '../api/types'
import { Facts } from './facts'
import { Section } from './section'

/** What holds while nothing is set. */
export const unsetRule: ConsentRule = {
  desktop: 'Unattended',
  terminal: 'Unattended',
  files: 'Unattended',
  bar: true,
}

export const consentKinds = ['desktop', 'terminal', 'files'] as const

export interface ConsentSectionProps {
  /** What holds. */
  rule: ConsentRule
  /** Behind each line, where there is more to say. */
  aside?: (what: keyof ConsentRule) => ReactNode
  before?: ReactNode
  after?: ReactNode
  /** The form to change it, which may still be fetched; absent for those who may not. */
  form: ((close: () => void) => ReactNode) | undefined
  /** The button is pointed at or in focus: the form can be fetched. */
  onNear?: () => void
}

/** What a person at a device is asked or told before a session, in words. */
export function ConsentSection({ rule, aside, before, after, form, onNear }: ConsentSectionProps) {
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
            onPointerEnter={onNear}
            onFocus={onNear}
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
          ...consentKinds.map((kind) => row(kind, t(`consent.${rule[kind]}`))),
          row('bar', t(`consent.${rule.bar ? 'shown' : 'hidden'}`)),
        ]}
      />
      {after}
      <Suspense>{open && form?.(() => setOpen(false))}</Suspense>
    </Section>
  )
}
