import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { fieldError } from '../api/problem'
import { FormModal } from './form-modal'

export interface RenameFormProps {
  title: string
  verb: string
  label: string
  /** The name until now. */
  name: string
  pending: boolean
  error: unknown
  onRename: (name: string) => void
  onClose: () => void
}

/** Asks for another name. */
export function RenameForm({ label, name: known, error, onRename, ...modal }: RenameFormProps) {
  const [name, setName] = useState(known)
  return (
    <FormModal {...modal} error={error} onSubmit={() => onRename(name.trim())}>
      <TextInput
        label={label}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(error, 'name')}
        required
        withAsterisk={false}
        data-autofocus
      />
    </FormModal>
  )
}
