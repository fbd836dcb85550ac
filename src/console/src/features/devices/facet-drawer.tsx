import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** The facets where there is no room for them beside the list. */
export default function FacetDrawer({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const { t } = useTranslation('devices')
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t('filters')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {children}
    </Drawer>
  )
}
