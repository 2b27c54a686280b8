// PhotoPreparation
