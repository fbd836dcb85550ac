import { Button, Group } from '@mantine/core'
import { type FormEvent, type ReactNode, useTransition } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldError } from '../../api/problem'
import { describe } from '../../kit/error-panel'
import { Section } from '../../kit/section'

interface EditInPlaceProps {
  title: string
  /** What the button to begin with is for. */
  edit: string
  /** Absent for those who may not. */
  onEdit: (() => void) | undefined
  /** The button is pointed at or in focus: what the field needs can be fetched. */
  onNear: () => void
  /** The field, under the name the server has for it, while it is edited. */
  field: ((error: string | undefined) => ReactNode) | null
  name: string
  pending: boolean
  error: unknown
  onSave: () => void
  onCancel: () => void
  /** What is shown when nothing is edited. */
  children: ReactNode
}

/** A section that becomes a form of one field when its button is pressed; all stays as it is until the field is fetched. */
export function EditInPlace(props: EditInPlaceProps) {
  const { title, edit, onEdit, onNear, field, name, pending, error, onSave, onCancel, children } = props
  const { t } = useTranslation('device')
  const [coming, begin] = useTransition()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave()
  }
  const why = error
    ? (fieldError(error, name) ?? describe(error, t('common:error.unreachableHint')))
    : undefined
  const aside = onEdit && !field && (
    <Button
      size="compact-sm"
      variant="subtle"
      loading={coming}
      onClick={() => begin(onEdit)}
      onPointerEnter={onNear}
      onFocus={onNear}
      aria-label={edit}
    >
      {t('edit')}
    </Button>
  )
  return (
    <Section title={title} aside={aside}>
      {field ? (
        <form onSubmit={submit}>
          {field(why)}
          <Group gap="sm" mt="sm">
            <Button type="submit" size="xs" loading={pending}>
              {t('save')}
            </Button>
            <Button size="xs" variant="default" onClick={onCancel}>
              {t('common:cancel')}
            </Button>
          </Group>
        </form>
      ) : (
        children
      )}
    </Section>
  )
}
