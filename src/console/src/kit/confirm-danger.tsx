import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { describe } from './error-panel'

export interface ConfirmDangerProps {
  title: string
  /** What goes and what stays. */
  children: ReactNode
  /** What has to be typed; empty for a plain question. */
  name?: string
  verb: string
  pending: boolean
  error: unknown
  onConfirm: () => void
  onClose: () => void
}

/** A decision that cannot be undone: says what goes and what stays, and has the name typed. */
export function ConfirmDanger({
  title,
  children,
  name = '',
  verb,
  pending,
  error,
  onConfirm,
  onClose,
}: ConfirmDangerProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed === name && !pending) onConfirm()
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text component="div">{children}</Text>
          {name && (
            <TextInput
              label={t('confirm.type', { name })}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          {error ? (
            <Text c="red" role="alert">
              {describe(error, t('error.unreachableHint'))}
            </Text>
          ) : null}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" color="red" disabled={typed !== name} loading={pending}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
