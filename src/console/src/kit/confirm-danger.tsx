import { Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormModal } from './form-modal'

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
export function ConfirmDanger({ children, name = '', onConfirm, ...modal }: ConfirmDangerProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  return (
    <FormModal {...modal} danger ready={typed === name} onSubmit={onConfirm}>
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
    </FormModal>
  )
}
