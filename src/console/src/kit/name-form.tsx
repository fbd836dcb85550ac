import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { fieldError } from '../api/problem'
import { FormModal, type FormModalProps } from './form-modal'

export interface NameFormProps
  extends Pick<FormModalProps, 'title' | 'verb' | 'pending' | 'error' | 'onClose'> {
  label: string
  /** What the field begins with. */
  name: string
  onName: (name: string) => void
}

/** Asks for a name. */
export function NameForm({ label, name: first, error, onName, ...modal }: NameFormProps) {
  const [name, setName] = useState(first)
  return (
    <FormModal {...modal} error={error} onSubmit={() => onName(name)}>
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
