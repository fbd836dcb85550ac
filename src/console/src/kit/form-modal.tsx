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
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/** A small form in a dialog. Refusals that name no field are shown above the buttons. */
export function FormModal({ title, verb, pending, error, onSubmit, onClose, children }: FormModalProps) {
  const { t } = useTranslation()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!pending) onSubmit()
  }
  const byField = isProblem(error) && error.errors && Object.keys(error.errors).length > 0
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
            <Button type="submit" loading={pending}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
