import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isProblem } from '../api/problem'
import { describe } from './error-panel'

export interface FormModalProps {
  title: string
  verb: string
  pending: boolean
  error: unknown
  /** The verb cannot be undone: it is red, and there are no fields for a refusal to name. */
  danger?: boolean
  /** Whether all is there that the verb needs. */
  ready?: boolean
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/** A small form in a dialog. Refusals that name no field are shown above the buttons. */
export function FormModal(props: FormModalProps) {
  const { title, verb, pending, error, danger = false, ready = true, onSubmit, onClose, children } = props
  const { t } = useTranslation()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !pending) onSubmit()
  }
  const byField = !danger && isProblem(error) && error.errors && Object.keys(error.errors).length > 0
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {children}
          {error && !byField ? (
            <Text c="red" role="alert">
              {describe(error, t('error.unreachableHint'))}
            </Text>
          ) : null}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" color={danger ? 'red' : undefined} disabled={!ready} loading={pending}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
